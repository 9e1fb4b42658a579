import type { Activity } from '../model/activity.ts';
import { type Deed, NO_PARAMS } from '../model/deed.ts';
import type { Identity } from '../model/identity.ts';
import type { IssuedCredential } from '../model/issuance.ts';
import { Dictionary } from './dictionary.ts';
import {
  ADDENDUM_FLAG,
  CREDENTIAL,
  type FactBatch,
  HOLDER_FIELDS,
  type Holder,
  type KeptBatch,
  OUTCOMES,
  SHAPE,
} from './fact-batch.ts';
import { fieldsText } from './fields-text.ts';
import { TupleTable } from './tuple-table.ts';

/** Shared references remembered before the table is started anew: decoders remember about half as many. */
const MAX_KNOWN_REFERENCES = 1 << 15;
/** Shared texts of issuances likewise: some services make up a session name each time. */
const MAX_KNOWN_TEXTS = 1 << 17;

/** Actions, addresses and clients of a file or two. */
const MAX_RECENT_TEXTS = 1 << 11;

const holderOf = ({ accessKeyId: _key, creationMs: _born, ...holder }: Identity): Holder => holder;

/** Equal for equal deeds, different for different ones. Most are one resource, which is its own text: cheaper than JSON. */
const deedText = ({ resources, params }: Deed): string => {
  const only = resources.length === 1 ? resources[0]! : '';
  if (params !== NO_PARAMS && Object.keys(params).length > 0) return `\0${JSON.stringify([resources, params])}`;
  return only === '' || only.includes('\0') ? `\0${JSON.stringify(resources)}` : only;
};

/** The parts of a batch that its rows name by number, and the numbers that they have here. */
interface Translated {
  readonly credentials: readonly number[];
  readonly shapes: readonly number[];
  readonly deeds: readonly number[];
}

/** What records repeat (texts, holders, credentials, shapes, deeds), each stored once and named by a small number. */
export class FactParts {
  readonly strings = new Dictionary<string>((text) => text);
  readonly credentials = new TupleTable(CREDENTIAL.width);
  readonly shapes = new TupleTable(SHAPE.width);
  private readonly holders = new Dictionary<Holder>((holder) => fieldsText(holder, HOLDER_FIELDS));
  private readonly deeds = new Dictionary<Deed>(deedText);
  private issuedTexts = new Map<string, string>();
  private credentialByReference = new Map<Identity, number>();
  private deedByReference = new Map<Deed, number>();
  private sent = { strings: 0, holders: 0, credentials: 0, shapes: 0, deeds: 0 };

  private readonly lastTexts: (string | undefined)[] = new Array(SHAPE.flags).fill(undefined);
  private readonly lastNumbers: number[] = new Array(SHAPE.flags).fill(0);
  private recentTexts = new Map<string, number>();
  private readonly shapeWords = new Uint32Array(SHAPE.width);
  private readonly credentialWords = new Uint32Array(CREDENTIAL.width);

  internShape(activity: Activity): number {
    const words = this.shapeWords;
    words[SHAPE.action] = this.textNumber(SHAPE.action, activity.action);
    words[SHAPE.region] = this.textNumber(SHAPE.region, activity.region);
    words[SHAPE.sourceAddress] = this.textNumber(SHAPE.sourceAddress, activity.sourceAddress);
    words[SHAPE.userAgent] = this.textNumber(SHAPE.userAgent, activity.userAgent);
    words[SHAPE.errorCode] = this.textNumber(SHAPE.errorCode, activity.errorCode);
    words[SHAPE.eventType] = this.textNumber(SHAPE.eventType, activity.eventType);
    words[SHAPE.vpcEndpointId] = this.textNumber(SHAPE.vpcEndpointId, activity.vpcEndpointId);
    words[SHAPE.account] = this.textNumber(SHAPE.account, activity.recipientAccountId);
    words[SHAPE.flags] = OUTCOMES.indexOf(activity.outcome) | (activity.addendum ? ADDENDUM_FLAG : 0);
    return this.shapeNumber();
  }

  /**
   * Neighbouring records mostly share region, account, client: the last text of each place is tried first, then those of
   * late. The dictionary holds every key there is, and is slow to ask for that reason.
   */
  private textNumber(place: number, text: string): number {
    if (this.lastTexts[place] === text) return this.lastNumbers[place]!;
    let number = this.recentTexts.get(text);
    if (number === undefined) {
      number = this.strings.intern(text);
      if (this.recentTexts.size >= MAX_RECENT_TEXTS) this.recentTexts = new Map();
      this.recentTexts.set(text, number);
    }
    this.lastTexts[place] = text;
    this.lastNumbers[place] = number;
    return number;
  }

  private shapeNumber(): number {
    return this.shapes.intern(this.shapeWords);
  }

  internCredential(identity: Identity): number {
    const known = this.credentialByReference.get(identity);
    if (known !== undefined) return known;
    const { accessKeyId, creationMs } = identity;
    const credential = this.credentialNumber(
      this.internHolder(identity),
      this.strings.intern(accessKeyId),
      creationMs === undefined ? 0 : Math.floor(creationMs / 1000) >>> 0,
    );
    if (this.credentialByReference.size >= MAX_KNOWN_REFERENCES) this.credentialByReference = new Map();
    this.credentialByReference.set(identity, credential);
    return credential;
  }

  private credentialNumber(holder: number, key: number, bornSeconds: number): number {
    this.credentialWords[CREDENTIAL.holder] = holder;
    this.credentialWords[CREDENTIAL.key] = key;
    this.credentialWords[CREDENTIAL.bornSeconds] = bornSeconds;
    return this.credentials.intern(this.credentialWords);
  }

  private internHolder(of: Holder | Identity): number {
    const text = fieldsText(of, HOLDER_FIELDS);
    return this.holders.find(text) ?? this.holders.add(text, 'accessKeyId' in of ? holderOf(of) : of);
  }

  internDeed(deed: Deed): number {
    const known = this.deedByReference.get(deed);
    if (known !== undefined) return known;
    const number = this.deeds.intern(deed);
    if (this.deedByReference.size >= MAX_KNOWN_REFERENCES) this.deedByReference = new Map();
    this.deedByReference.set(deed, number);
    return number;
  }

  /** The same with texts that other issuances have, too: whose session it is and where it leads recurs, in ever new copies. */
  sharing(issued: IssuedCredential): IssuedCredential {
    const { accessKeyId, sessionArn, principalId, targetArn, sessionName, provider, subject } = issued;
    return {
      ...issued,
      // Its uses will name it.
      accessKeyId: this.strings.get(this.strings.intern(accessKeyId)),
      sessionArn: this.issuedText(sessionArn),
      principalId: this.issuedText(principalId),
      targetArn: this.issuedText(targetArn),
      sessionName: this.issuedText(sessionName),
      provider: this.issuedText(provider),
      subject: this.issuedText(subject),
    };
  }

  private issuedText(text: string): string {
    const known = this.issuedTexts.get(text);
    if (known !== undefined) return known;
    if (this.issuedTexts.size >= MAX_KNOWN_TEXTS) this.issuedTexts = new Map();
    this.issuedTexts.set(text, text);
    return text;
  }

  holder(credential: number): Holder {
    return this.holders.get(this.credentials.word(credential, CREDENTIAL.holder));
  }

  deed(number: number): Deed {
    return this.deeds.get(number);
  }

  deedText(number: number): string {
    return deedText(this.deeds.get(number));
  }

  /** What is new since the last call, for a receiver that got all that came before. */
  takeNew(): Pick<FactBatch, 'strings' | 'holders' | 'credentials' | 'shapes' | 'deeds'> {
    const { sent } = this;
    const fresh = {
      strings: this.strings.since(sent.strings),
      holders: this.holders.since(sent.holders),
      credentials: this.credentials.since(sent.credentials) as Uint32Array<ArrayBuffer>,
      shapes: this.shapes.since(sent.shapes) as Uint32Array<ArrayBuffer>,
      deeds: this.deeds.since(sent.deeds),
    };
    this.sent = {
      strings: this.strings.size,
      holders: this.holders.size,
      credentials: this.credentials.size,
      shapes: this.shapes.size,
      deeds: this.deeds.size,
    };
    return fresh;
  }

  /** Gives the parts of one sender's batches, in its order, their numbers here. */
  translator(): (batch: FactBatch | KeptBatch) => Translated {
    const strings: number[] = [];
    const holders: number[] = [];
    const credentials: number[] = [];
    const shapes: number[] = [];
    const deeds: number[] = [];
    return (batch) => {
      for (const value of batch.strings) strings.push(this.strings.intern(value));
      for (const holder of batch.holders) holders.push(this.internHolder(holder));
      for (let i = 0; i < batch.credentials.length; i += CREDENTIAL.width)
        credentials.push(
          this.credentialNumber(
            holders[batch.credentials[i]!]!,
            strings[batch.credentials[i + 1]!]!,
            batch.credentials[i + 2]!,
          ),
        );
      for (let i = 0; i < batch.shapes.length; i += SHAPE.width) {
        for (let place = 0; place < SHAPE.flags; place++) this.shapeWords[place] = strings[batch.shapes[i + place]!]!;
        this.shapeWords[SHAPE.flags] = batch.shapes[i + SHAPE.flags]!;
        shapes.push(this.shapeNumber());
      }
      for (const deed of batch.deeds) deeds.push(this.internDeed(deed));
      return { credentials, shapes, deeds };
    };
  }

  /** Lets go of what only adding needs. */
  rest(): void {
    this.credentialByReference = new Map();
    this.deedByReference = new Map();
    this.recentTexts = new Map();
    this.issuedTexts = new Map();
    this.strings.rest();
    this.holders.rest();
    this.deeds.rest();
  }
}

import { describe, expect, it } from 'vitest';
import type { TrailRecord } from '#scenario/actor.ts';
import { at } from '#scenario/story.ts';
import { daysOfWork, monday, stranger } from '#scenario/usual-cast.ts';
import { answerOf, type Cloud, cloud, standing } from './functions.ts';

const WORK = monday(daysOfWork(stranger, 12));
const odd = monday(at('+0m', stranger.from('192.0.2.77'), 's3:ListBuckets'));

const drift = ({ held }: Cloud) =>
  (standing(held, 'finding') as { detection: string }[]).filter(({ detection }) => detection === 'new-network');

/** Delivered and swept, as a day's records are. */
const afterWork = async (): Promise<Cloud> => {
  const made = cloud();
  await made.ingester()([made.deliver(WORK)]);
  await made.sweep();
  return made;
};

const forget = ({ held }: Cloud): void => {
  held.facts.clear();
  held.seconds.clear();
};

describe('what an actor was seen to do', () => {
  it('is kept by the sweep, once, and again only where something is new', async () => {
    const made = cloud();
    await made.ingester()([made.deliver(WORK)]);
    expect(await made.sweep()).toMatchObject({ pastsWritten: 1 });
    expect(await made.sweep()).toMatchObject({ pastsWritten: 0 });
    await made.ingester()([made.deliver(monday(at('-3d', stranger, 's3:GetBucketPolicy')))]);
    expect(await made.sweep()).toMatchObject({ pastsWritten: 1 });
  });

  it('leaves out a day that is not over: each sweep would write it anew', async () => {
    const made = cloud();
    const today = at('+0m', stranger, 's3:ListBuckets');
    const now = (record: TrailRecord): TrailRecord => ({ ...record, eventTime: '2026-06-01T00:01:00Z' });
    await made.ingester()([made.deliver([...WORK, ...monday(today).map(now)])]);
    await made.sweep();
    const days = [...made.held.pasts.keys()];
    expect(days).toHaveLength(1);
    made.wait(28 * 3_600_000);
    expect(await made.sweep()).toMatchObject({ pastsWritten: 1 });
  });

  it('judges an odd call at once, though its records are forgotten', async () => {
    const made = await afterWork();
    forget(made);
    await made.ingester()([made.deliver(odd)]);
    expect(drift(made)).toHaveLength(1);
    // The look at the whole knows the past, too, and takes nothing back.
    await made.sweep();
    expect(drift(made)).toHaveLength(1);
  });

  it('is what tells: where it is not kept, nothing is told of its calls', async () => {
    const made = await afterWork();
    forget(made);
    made.held.pasts.clear();
    await made.ingester()([made.deliver(odd)]);
    await made.sweep();
    expect(drift(made)).toEqual([]);
  });

  it('excuses what it knows', async () => {
    const made = cloud();
    const before = monday(at('-11d', stranger.from('192.0.2.77'), 's3:ListBuckets'));
    await made.ingester()([made.deliver([...WORK, ...before])]);
    await made.sweep();
    forget(made);
    await made.ingester()([made.deliver(odd)]);
    expect(drift(made)).toEqual([]);
  });

  it('changes nothing of what the records of the same days say', async () => {
    const made = await afterWork();
    await made.ingester()([made.deliver(odd)]);
    await made.sweep();
    expect(made.held.pasts.size).toBeGreaterThan(0);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(standing(made.held, 'finding')).toEqual([...answerOf(made.held).analysis.findings].sort(byId));
  });
});

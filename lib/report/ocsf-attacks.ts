import { ATTACK_VERSION, isTactic, TACTICS, tacticUrl, techniqueOf } from './attack.ts';

/**
 * One object per technique and each of the finding's tactics under which ATT&CK lists it; then the tactics that no
 * technique stands for.
 */
export const attacksOf = (techniques: readonly string[], tactics: readonly string[]): object[] => {
  const covered = new Set<string>();
  const byTechnique = techniques.flatMap((id) => {
    const under = techniqueOf(id).tactics.filter((tactic) => tactics.includes(tactic));
    for (const tactic of under) covered.add(tactic);
    const technique = techniqueObjects(id);
    return under.length === 0 ? [technique] : under.map((tactic) => ({ ...tacticObject(tactic), ...technique }));
  });
  const alone = tactics.filter((tactic) => !covered.has(tactic)).map(tacticObject);
  return [...byTechnique, ...alone].map((attack) => ({ version: ATTACK_VERSION, ...attack }));
};

/** A sub-technique is told together with its technique. */
const techniqueObjects = (id: string): object => {
  const { parent } = techniqueOf(id);
  return parent === undefined
    ? { technique: described(id) }
    : { technique: described(parent), sub_technique: described(id) };
};

const described = (id: string): object => {
  const { name, url } = techniqueOf(id);
  return { uid: id, ...(name !== undefined && { name }), src_url: url };
};

const tacticObject = (word: string): object => {
  if (!isTactic(word)) return { tactic: { name: word } };
  const { id, name } = TACTICS[word];
  return { tactic: { uid: id, name, src_url: tacticUrl(id) } };
};

/** The fields as one text, in the order of the names. */
export const fieldsText = <Name extends string>(
  of: Readonly<Record<Name, unknown>>,
  names: readonly Name[],
): string => {
  let text = '';
  for (const name of names) text += `${of[name]}\u0001`;
  return text;
};

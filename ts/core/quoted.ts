/** Text from files and users as part of a message: in quotes, and a terminal gets printable characters only. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (one) => `\\u${one.codePointAt(0)?.toString(16).padStart(4, "0")}`,
  );

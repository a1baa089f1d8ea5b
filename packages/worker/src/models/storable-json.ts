/** An even number of backslashes before one that escapes NUL, or half a character: JSON escapes no other halves. */
const unstorable = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g

/** The same value, with U+FFFD for what the database takes in no text: models say anything. */
export const storableJson = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replace(unstorable, (_, before: string) => `${before}\\ufffd`)) as T

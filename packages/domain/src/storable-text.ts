/** Text as the database takes it everywhere: without NUL and without halves of characters. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed()

/** A beginning of a text, which does not end in the middle of a character: the database takes no half of one in JSON. */
export const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')

/** A text of at most that length; where it was cut it ends with “…”. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${beginningOf(text, most - 1)}…`

/** What people write stays in its line: a title with line breaks is not to look like something that we say. */
export const oneLine = (text: string): string => text.replace(/[\s\u0085]+/g, ' ').trim()

const mostNote = 5_000

/** Time of somebody who is nobody here says whose it is. */
export const importedNote = (author: string, note: string): string =>
  (note === '' ? author : `${author}: ${note}`).slice(0, mostNote).replace(/[\ud800-\udbff]$/, '')

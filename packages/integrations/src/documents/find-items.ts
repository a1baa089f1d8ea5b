/** A task of the document, by the name under which others may speak of it. */
export interface Named {
  readonly key: string
  readonly title: string
  /** In its list, from 1. */
  readonly position: number
  readonly list: object
}

/**
 * The tasks that a text such as `Design, 2 and Write the texts` names: by their place in the same list, by identifier, by title, or by
 * the beginning or a part of just one title.
 * @returns keys of the document and identifiers; and the names that lead nowhere
 */
export function findItems(
  names: string,
  by: Named,
  all: readonly Named[],
): { readonly found: readonly string[]; readonly lost: readonly string[] } {
  const others = all.filter(({ key }) => key !== by.key)
  const whole = findItem(names, by, others)
  if (whole !== undefined) return { found: [whole], lost: [] }
  const parts = names.split(/\s*[,;&]\s*|\s+and\s+/i).filter((name) => name !== '')
  const found = parts.map((name) => ({ name, key: findItem(name, by, others) }))
  return {
    found: found.flatMap(({ key }) => key ?? []),
    lost: found.filter(({ key }) => key === undefined).map(({ name }) => name),
  }
}

function findItem(written: string, by: Named, others: readonly Named[]): string | undefined {
  const name = plain(written)
  const position = /^(?:#|step |task |no\.? )?(\d+)\.?$/.exec(name)?.[1]
  if (position !== undefined)
    return others.find((one) => one.list === by.list && one.position === Number(position))?.key
  if (/^[A-Z][A-Z0-9]*-\d+$/.test(written)) return written
  const ways: readonly ((title: string) => boolean)[] = [
    (title) => title === name,
    (title) => title.startsWith(name),
    (title) => title.includes(name),
  ]
  for (const isMeant of ways) {
    const meant = others.filter(({ title }) => isMeant(plain(title)))
    if (meant.length > 0) return meant.length === 1 ? meant[0]?.key : undefined
  }
  return undefined
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/["“”'’`]/g, '')
    .replace(/^the /, '')
    .trim()

/** How a part of a path is called: one of them by its id, or all of them; null: it says nothing. */
export type Noun =
  | null
  | string
  | {
      readonly one: string
      readonly all: string
      /** Before the id. */
      readonly sign?: string
      /** Its id is so many parts of the path; infinitely many: all that follow. @default 1 */
      readonly parts?: number
      /** The id says nothing to people. */
      readonly nameless?: boolean
    }

/** The parts of a service's paths. Of a word alone `<word> <id>` is one of them, and there is no list of them. */
export type Nouns = Readonly<Record<string, Noun>>

interface Said {
  readonly text: string
  readonly kind: 'one' | 'all' | 'nameless'
}

const longestId = 60
const longest = 200
const verbs: Readonly<Record<string, string>> = { PUT: 'Changing', PATCH: 'Changing', DELETE: 'Removing' }

/**
 * What was asked of a service, for people who are told that it was refused: `DELETE /issues/12/labels/bug` is `Removing label bug of issue
 * #12`. It holds nothing but what the path does.
 */
export function askedInWords(method: string, path: string, nouns: Nouns): string {
  const said = aboutPath(path, nouns)
  const verb = method === 'POST' ? (said.isList ? 'Adding to' : 'Writing') : verbs[method]
  const words = verb === undefined ? said.text : `${verb} ${said.text}`
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1, longest)}`
}

function aboutPath(path: string, nouns: Nouns): { text: string; isList: boolean } {
  const parts = (path.split('?')[0] ?? '').split('/').filter((part) => part !== '')
  const said: Said[] = []
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    const noun = Object.hasOwn(nouns, part) ? nouns[part] : undefined
    if (noun === null) continue
    const { one, all, sign = '', parts: count = 1, nameless = false } = fullNoun(noun, part)
    const ids = parts.slice(at + 1, at + 1 + count)
    const isId = ids.length === count || (ids.length > 0 && count === Number.POSITIVE_INFINITY)
    const isOne = noun !== undefined && isId && !Object.hasOwn(nouns, ids[0] ?? '')
    if (isOne) at += ids.length
    if (isOne && nameless) said.push({ text: one, kind: 'nameless' })
    else said.push(isOne ? { text: `${one} ${sign}${idOf(ids)}`, kind: 'one' } : { text: all, kind: 'all' })
  }
  const last = said.at(-1)
  const isNamed = said.some(({ kind }) => kind === 'one')
  // A list on the way to something says nothing, nor does a place without a name beside what has one.
  const kept = said.filter((one) => one === last || one.kind === 'one' || (one.kind === 'nameless' && !isNamed))
  return {
    text:
      kept
        .map(({ text }) => text)
        .reverse()
        .join(' of ') || 'the request',
    isList: last?.kind === 'all',
  }
}

function fullNoun(noun: Exclude<Noun, null> | undefined, part: string): Exclude<Noun, null | string> {
  if (typeof noun === 'object') return noun
  const word = noun ?? decoded(part).replaceAll(/[-_]/g, ' ').slice(0, longestId)
  return { one: word, all: `the ${noun === undefined ? word : `${noun}s`}` }
}

const idOf = (ids: readonly string[]) => ids.map(decoded).join('/').slice(0, longestId)

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

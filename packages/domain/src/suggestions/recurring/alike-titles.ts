import { plainTitle, titleLikeness, wordsOf } from '../../text/titles.ts'
import type { TaskAct } from '../history.ts'

/** Titles as alike as this mean the same; another word in a title of four makes less. */
const sameTitle = 0.7

/** Tasks that were made with titles alike, in one project and below one parent. */
export interface AlikeTasks {
  readonly plain: string
  readonly acts: readonly TaskAct[]
}

/** Groups of at least so many. */
export function alikeTasks(created: readonly TaskAct[], least: number): readonly AlikeTasks[] {
  const places = new Map<string, Map<string, TaskAct[]>>()
  for (const act of created) {
    const { projectId, parentId, title } = act.task
    const plain = plainTitle(title)
    if (plain === '') continue
    const place = `${projectId} ${parentId}`
    const titles = places.get(place) ?? new Map<string, TaskAct[]>()
    const same = titles.get(plain)
    if (same) same.push(act)
    else titles.set(plain, [act])
    places.set(place, titles)
  }
  return [...places.values()].flatMap((titles) => joined(titles)).filter(({ acts }) => acts.length >= least)
}

/** Titles that came once or so join those that came often: comparing all with all would take too long. */
function joined(titles: ReadonlyMap<string, readonly TaskAct[]>): AlikeTasks[] {
  const byFrequency = [...titles].sort(([, a], [, b]) => b.length - a.length)
  const byWord = new Map<string, Set<string>>()
  for (const [plain] of byFrequency)
    for (const word of wordsOf(plain)) byWord.set(word, (byWord.get(word) ?? new Set()).add(plain))
  const taken = new Set<string>()
  return byFrequency.flatMap(([plain, acts]) => {
    if (taken.has(plain)) return []
    taken.add(plain)
    if (acts.length < 2) return [{ plain, acts }]
    const near = new Set(wordsOf(plain).flatMap((word) => [...(byWord.get(word) ?? [])]))
    const same = [...near].filter((other) => !taken.has(other) && titleLikeness(plain, other) >= sameTitle)
    for (const other of same) taken.add(other)
    const all = [...acts, ...same.flatMap((other) => titles.get(other) ?? [])]
    return [{ plain, acts: all.sort((a, b) => a.seq - b.seq) }]
  })
}

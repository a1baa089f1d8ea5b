import { plainTitle, wordsOf } from '../../text/titles.ts'
import type { History, TaskAct } from '../history.ts'

/** A project or a task and what people made in it. */
export interface Unit {
  readonly kind: 'project' | 'task'
  readonly id: string
  /** Its name or title. */
  readonly name: string
  readonly projectId: string
  /** What people made in it, in that order, by its title without what is its own; the first of each. */
  readonly parts: ReadonlyMap<string, TaskAct>
}

/** Fewer parts are no structure. */
export const leastParts = 3
/** What one can look over; the rest of a large project is left out. */
const mostParts = 100

/** The projects and tasks that people made, with their parts. */
export function unitsOf({ acts, projects }: History): Unit[] {
  const made = acts.filter(({ changes, byHand }) => changes === null && byHand)
  const tasks = new Map(made.map((act) => [act.task.id, act]))
  const below = new Map<string, TaskAct[]>()
  for (const act of made) {
    const { parentId, projectId } = act.task
    const id = parentId ?? (projects.has(projectId) ? projectId : null)
    if (id === null) continue
    const parts = below.get(id)
    if (parts) parts.push(act)
    else below.set(id, [act])
  }
  const roots = [...below].flatMap(([id, parts]) => {
    const name = projects.get(id) ?? tasks.get(id)?.task.title
    const kind = projects.has(id) ? ('project' as const) : ('task' as const)
    const [first] = parts
    return name === undefined || !first ? [] : [{ kind, id, name, projectId: first.task.projectId, made: parts }]
  })
  const frequency = countWords(roots.map(({ name }) => name))
  return roots.flatMap(({ made: all, ...root }) => {
    const own = ownWords(root.name, frequency)
    const parts = new Map<string, TaskAct>()
    for (const act of all.slice(0, mostParts)) {
      const title = wordsOf(plainTitle(act.task.title))
        .filter((word) => !own.has(word))
        .join(' ')
      if (title !== '' && !parts.has(title)) parts.set(title, act)
    }
    return parts.size < leastParts ? [] : [{ ...root, parts }]
  })
}

function countWords(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names)
    for (const word of new Set(wordsOf(plainTitle(name)))) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Words of a name that no other one has: in “Onboard Ada” it is `ada`. */
const ownWords = (name: string, frequency: ReadonlyMap<string, number>): ReadonlySet<string> =>
  new Set(wordsOf(plainTitle(name)).filter((word) => frequency.get(word) === 1))

import type { DoneTask } from './context.ts'
import { SimilarTasks } from './similar-tasks.ts'

/** Who has done what before. */
export class Experience {
  readonly #history: readonly DoneTask[]
  readonly #similar: SimilarTasks

  constructor(history: readonly DoneTask[]) {
    this.#history = history
    this.#similar = new SimilarTasks(history)
  }

  /** How many done tasks with a similar title or a tag in common a member has had. Looked up when it is first asked: most work is not given away. */
  with({ title, tags }: { readonly title: string; readonly tags: readonly string[] }): (memberId: string) => number {
    let counts: ReadonlyMap<string, number> | undefined
    return (memberId) => (counts ??= this.#count(title, tags)).get(memberId) ?? 0
  }

  #count(title: string, tags: readonly string[]): ReadonlyMap<string, number> {
    const wanted = new Set(tags)
    const tagged = wanted.size === 0 ? [] : this.#history.filter((task) => task.tags.some((tag) => wanted.has(tag)))
    const counts = new Map<string, number>()
    for (const { assigneeId } of new Set([...this.#similar.to(title), ...tagged]))
      if (assigneeId !== null) counts.set(assigneeId, (counts.get(assigneeId) ?? 0) + 1)
    return counts
  }
}

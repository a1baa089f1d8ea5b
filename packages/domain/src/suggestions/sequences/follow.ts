import type { History, TaskAct } from '../history.ts'
import { changesAsResponses, creationAsResponse, type Response } from './responses.ts'

/** What comes later is not taken to be an answer. */
export const windowMs = 86_400_000

/** An act and what people did after it within the window. */
export interface Followed {
  readonly act: TaskAct
  /** By the response's key: the first act that is it. */
  readonly responses: ReadonlyMap<string, { readonly response: Response; readonly by: TaskAct }>
}

/**
 * Looks after each act for what people did then on its task, on its parent, below it and beside it. What came of the same command is one
 * act with it, and what was done before something else is no answer to that.
 */
export function followAll({ acts }: History): readonly Followed[] {
  const byTask = indexed(acts, ({ task }) => task.id)
  const made = acts.filter(({ changes }) => changes === null)
  const madeBelow = indexed(made, ({ task }) => task.parentId)
  const madeIn = indexed(made, ({ task }) => task.projectId)
  return acts.map((act) => {
    const responses = new Map<string, { response: Response; by: TaskAct }>()
    const note = (response: Response, by: TaskAct) => {
      if (!responses.has(response.key)) responses.set(response.key, { response, by })
    }
    const { id, parentId, projectId } = act.task
    for (const by of [...after(byTask.get(id), act), ...after(parentId === null ? [] : byTask.get(parentId), act)])
      for (const response of changesAsResponses(by, act.task)) note(response, by)
    for (const by of [...after(madeBelow.get(id), act), ...after(madeIn.get(projectId), act)]) {
      const response = creationAsResponse(by, act.task)
      if (response) note(response, by)
    }
    return { act, responses }
  })
}

function indexed(acts: readonly TaskAct[], keyOf: (act: TaskAct) => string | null): Map<string, TaskAct[]> {
  const index = new Map<string, TaskAct[]>()
  for (const act of acts) {
    const key = keyOf(act)
    if (key === null) continue
    const list = index.get(key)
    if (list) list.push(act)
    else index.set(key, [act])
  }
  return index
}

/** Of acts in the order of the log, those of people within the window after another. */
function after(acts: readonly TaskAct[] | undefined, { seq, at, commandId }: TaskAct): readonly TaskAct[] {
  if (!acts) return []
  let [low, high] = [0, acts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((acts[middle] as TaskAct).seq <= seq) low = middle + 1
    else high = middle
  }
  const found: TaskAct[] = []
  for (let n = low; n < acts.length; n++) {
    const act = acts[n] as TaskAct
    if (act.at - at > windowMs) break
    if (act.byHand && act.commandId !== commandId) found.push(act)
  }
  return found
}

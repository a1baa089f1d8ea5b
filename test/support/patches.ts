// Short ways to propose patches in a test, and to look at them.

import type { AnyEvent, Patch, Principal, ProposedOperation } from '@orchestrator/domain'
import { afterAll } from 'vitest'
import { openTestStore, type TestStore, type TestWorkspace } from './workspace.ts'

export interface PatchStage {
  readonly stage: TestStore
  readonly w: TestWorkspace
  /** The id of a project in it. */
  readonly project: string
}

/** What the tests of one file share, awaited at its top level; closed after the last of them. */
export async function openPatchStage(): Promise<PatchStage> {
  const stage = await openTestStore()
  afterAll(() => stage.close())
  const w = await stage.workspace()
  return { stage, w, project: await w.project() }
}

type Proposal = Parameters<TestWorkspace['run']>[1] & object

/** An operation as an author writes it. */
export const operation = (key: string, command: ProposedOperation['command'], data: object, more: object = {}) => ({
  ...{ key, command, data },
  ...more,
})

export async function propose(
  w: TestWorkspace,
  operations: readonly object[],
  { as = w.owner, ...more }: Proposal & { as?: Principal } = {},
): Promise<string> {
  return (await w.run('patch.propose', { title: 'Tidy up', operations, ...more } as never, as)).result.id
}

/** Accepts these operations, all where none is named, and applies them unless told not to. */
export async function accept(
  w: TestWorkspace,
  id: string,
  { keys, apply = true, as = w.owner }: { keys?: readonly string[]; apply?: boolean; as?: Principal } = {},
): Promise<Patch> {
  const { operations } = await patchOf(w, id)
  const open = keys ?? operations.flatMap(({ key, status }) => (status === 'pending' || status === 'stale' ? key : []))
  await w.run('patch.review', { id, decisions: open.map((key) => ({ key, decision: 'accept' as const })), apply }, as)
  return patchOf(w, id)
}

export async function patchOf(w: TestWorkspace, id: string): Promise<Patch> {
  const [patch] = await w.store.read(w.id, (tx) => tx<Patch[]>`select * from patches where id = ${id}`)
  if (!patch) throw new Error(`there is no patch ${id}`)
  return patch
}

/** By their keys, in the order of the patch. */
export const statuses = ({ operations }: Patch) =>
  Object.fromEntries(operations.map(({ key, status }) => [key, status]))

export const update = (key: string, id: string, data: object, more: object = {}) =>
  operation(key, 'task.update', { id, ...data }, more)

/** A task that is not deleted. */
export async function taskOf(w: TestWorkspace, id: string) {
  const [task] = await w.store.read(
    w.id,
    (tx) => tx<{ title: string; priority: string; tags: string[]; archivedAt: string | null }[]>`
      select title, priority, tags, archived_at from tasks where id = ${id} and deleted_at is null`,
  )
  return task
}

/** What of the log came of work. */
export async function told(w: TestWorkspace, work: () => Promise<unknown>): Promise<AnyEvent[]> {
  const head = (await w.events()).length
  await work()
  return w.events(head)
}

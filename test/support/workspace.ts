// A workspace of its own for a test, with short ways to act in it.

import {
  type AnyEvent,
  AppError,
  type CommandInput,
  type CommandType,
  newId,
  type Principal,
  type Role,
} from '@orchestrator/domain'
import { type AppliedCommand, createStore, createWorkspace, readEvents, type Store } from '@orchestrator/store'
import { createTestDatabase, type TestDatabase } from './index.ts'

export interface TestStore {
  readonly database: TestDatabase
  readonly store: Store
  /** Another connection to the same database, as another process has one. */
  open(role?: 'app' | 'relay', connections?: number): Store
  /** A new workspace, whose owner is an ADMIN. */
  workspace(): Promise<TestWorkspace>
  close(): Promise<void>
}

export async function openTestStore(): Promise<TestStore> {
  const database = await createTestDatabase()
  const stores: Store[] = []
  const open = (role: 'app' | 'relay' = 'app', connections = 10) => {
    const store = createStore({ ...database, role, connections })
    stores.push(store)
    return store
  }
  const store = open()
  return {
    database,
    store,
    open,
    workspace: () => openWorkspace(store),
    close: async () => {
      await Promise.all(stores.map((one) => one.close()))
      await database.drop()
    },
  }
}

export interface TestWorkspace {
  readonly id: string
  readonly store: Store
  readonly owner: Principal
  /** Runs one command; as the owner unless another is named. */
  run<T extends CommandType>(type: T, data: CommandInput<T>, as?: Principal, id?: string): Promise<AppliedCommand>
  /** Adds a member with this role. */
  member(role: Role): Promise<Principal>
  /** The id of a new project. */
  project(): Promise<string>
  /** The id of a new task. */
  task(projectId: string, data?: Partial<CommandInput<'task.create'>>): Promise<string>
  events(after?: number): Promise<AnyEvent[]>
}

let count = 0

async function openWorkspace(store: Store): Promise<TestWorkspace> {
  const owner = { name: 'Ada', email: 'ada@example.com' }
  const { workspaceId, memberId } = await createWorkspace(store, {
    slug: `w-${process.pid}-${++count}`,
    name: 'Test',
    owner,
  })
  const principal = principalOf(workspaceId, memberId)
  const run: TestWorkspace['run'] = async (type, data, as = principal, id = newId()) => {
    const [applied] = await store.execute(as, [{ id, type, data } as never])
    if (!applied) throw new Error('a command has an answer')
    return applied
  }
  const made = async <T extends CommandType>(type: T, data: CommandInput<T>) => (await run(type, data)).result.id
  return {
    id: workspaceId,
    store,
    owner: principal,
    run,
    member: async (role) =>
      principalOf(workspaceId, await made('member.add', { name: role, email: `m${++count}@example.com`, role })),
    project: () => made('project.create', { key: `P${++count}`, name: 'Project' }),
    task: (projectId, data = {}) => made('task.create', { projectId, title: 'Task', ...data }),
    events: (after = 0) => readEvents(store, workspaceId, after, 100_000),
  }
}

export const principalOf = (workspaceId: string, memberId: string): Principal => ({
  workspaceId,
  actor: { type: 'user', id: memberId, memberId },
  scopes: null,
})

/** The code with which something is refused; 'nothing' when it is not. An error that is not ours fails the test. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'nothing'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

/** What something is refused with. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw error
}

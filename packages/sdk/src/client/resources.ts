import type {
  CommentCreateInput,
  CustomFieldCreateInput,
  CustomFieldUpdateInput,
  MemberAddInput,
  MemberUpdateInput,
  ProjectCreateInput,
  ProjectUpdateInput,
  RuleCreateInput,
  RuleUpdateInput,
  StateCreateInput,
  StateUpdateInput,
  TagCreateInput,
  TagUpdateInput,
  TaskCreateInput,
  TaskRelationCreateInput,
  TaskUpdateInput,
} from '../generated/commands.ts'
import type {
  ApiKey,
  Comment,
  CustomField,
  Member,
  Playbook,
  Project,
  ProjectMember,
  Role,
  Rule,
  State,
  Tag,
  Task,
  TaskRelation,
  Webhook,
} from '../generated/entities.ts'
import type { Page, PageOptions, ProjectFilter, TaskFilter } from '../run/resources.ts'
import { type Paged, paged } from './paged.ts'
import type { RequestOptions, Send } from './request.ts'
import type { ApiKeyInput, NewApiKey, Run, RunStatus, RunWithSteps } from './types.ts'

type Changes<T> = Omit<T, 'id'>
type Sorted<T, S extends string> = T & { readonly sort?: S | `-${S}` }
type EntityOptions = Pick<RequestOptions, 'signal'>

const at = (path: string, ...parts: readonly string[]) => [path, ...parts.map(encodeURIComponent)].join('/')

/** The calls that resources share; each resource offers those that it has. */
function calls(send: Send, path: string) {
  return {
    list: <T>(query: PageOptions = {}, options: EntityOptions = {}): Paged<T> =>
      paged<T>(
        (cursor) => send<Page<T>>({ method: 'GET', path, query: { ...query, cursor }, ...options }),
        query.cursor ?? undefined,
      ),
    get: <T>(id: string, options: EntityOptions = {}) => send<T>({ method: 'GET', path: at(path, id), ...options }),
    create: <T>(body: object, options: RequestOptions = {}) => send<T>({ method: 'POST', path, body, ...options }),
    update: <T>(id: string, body: object, options: RequestOptions = {}) =>
      send<T>({ method: 'PATCH', path: at(path, id), body, ...options }),
    delete: (id: string, options: RequestOptions = {}) =>
      send<void>({ method: 'DELETE', path: at(path, id), ...options }),
    verb: <T>(id: string, verb: string, options: RequestOptions = {}, body?: object) =>
      send<T>({ method: 'POST', path: at(path, id, verb), ...(body && { body }), ...options }),
  }
}

/** A resource whose entities are made, changed and removed in the same way. */
export interface Resource<T, Create, Update, Filter extends PageOptions = PageOptions> {
  list(filter?: Filter, options?: EntityOptions): Paged<T>
  get(id: string, options?: EntityOptions): Promise<T>
  create(input: Create, options?: RequestOptions): Promise<T>
  /** Fields that are left out stay; null empties a field. Give `baseVersion` to refuse what somebody else changed meanwhile. */
  update(id: string, changes: Changes<Update>, options?: RequestOptions): Promise<T>
  delete(id: string, options?: RequestOptions): Promise<void>
}

export interface Archivable<T> {
  archive(id: string, options?: RequestOptions): Promise<T>
  unarchive(id: string, options?: RequestOptions): Promise<T>
}

function resource<T, Create extends object, Update, Filter extends PageOptions = PageOptions>(
  send: Send,
  path: string,
): Resource<T, Create, Update, Filter> {
  const call = calls(send, path)
  return { list: call.list<T>, get: call.get<T>, create: call.create<T>, update: call.update<T>, delete: call.delete }
}

function archivable<T>(send: Send, path: string): Archivable<T> {
  const { verb } = calls(send, path)
  return {
    archive: (id, options) => verb<T>(id, 'archive', options),
    unarchive: (id, options) => verb<T>(id, 'unarchive', options),
  }
}

export interface RunFilter extends PageOptions {
  readonly status?: RunStatus | readonly RunStatus[]
  readonly automationId?: string
  readonly eventId?: string
}

/** All resources of the API. */
export function createResources(send: Send) {
  const apiKeys = calls(send, '/v1/api-keys')
  const relations = calls(send, '/v1/task-relations')
  const playbooks = calls(send, '/v1/playbooks')
  const webhooks = calls(send, '/v1/webhooks')
  const runs = calls(send, '/v1/runs')
  const members = (projectId: string) => at('/v1/projects', projectId, 'members')
  return {
    tasks: {
      ...resource<
        Task,
        TaskCreateInput,
        TaskUpdateInput,
        Sorted<TaskFilter, 'rank' | 'createdAt' | 'updatedAt' | 'dueDate'>
      >(send, '/v1/tasks'),
      ...archivable<Task>(send, '/v1/tasks'),
    },
    projects: {
      ...resource<Project, ProjectCreateInput, ProjectUpdateInput, Sorted<ProjectFilter, 'name' | 'createdAt'>>(
        send,
        '/v1/projects',
      ),
      ...archivable<Project>(send, '/v1/projects'),
      /** Who has a role in a project that differs from their workspace role. */
      members: {
        list: (projectId: string, page: PageOptions = {}) => calls(send, members(projectId)).list<ProjectMember>(page),
        set: (projectId: string, memberId: string, role: Role, options: RequestOptions = {}) =>
          send<ProjectMember>({ method: 'PUT', path: at(members(projectId), memberId), body: { role }, ...options }),
        remove: (projectId: string, memberId: string, options: RequestOptions = {}) =>
          send<void>({ method: 'DELETE', path: at(members(projectId), memberId), ...options }),
      },
    },
    comments: resource<
      Comment,
      CommentCreateInput,
      { readonly id: string; readonly body: string; readonly baseVersion?: number },
      Sorted<
        PageOptions & { readonly taskId?: string; readonly projectId?: string; readonly authorId?: string },
        'createdAt'
      >
    >(send, '/v1/comments'),
    members: resource<Member, MemberAddInput, MemberUpdateInput>(send, '/v1/members'),
    tags: resource<Tag, TagCreateInput, TagUpdateInput>(send, '/v1/tags'),
    states: resource<State, StateCreateInput, StateUpdateInput>(send, '/v1/states'),
    customFields: resource<CustomField, CustomFieldCreateInput, CustomFieldUpdateInput>(send, '/v1/custom-fields'),
    taskRelations: {
      list: relations.list<TaskRelation> as (
        filter?: PageOptions & { readonly taskId?: string },
        options?: EntityOptions,
      ) => Paged<TaskRelation>,
      get: relations.get<TaskRelation>,
      create: relations.create<TaskRelation> as (
        input: TaskRelationCreateInput,
        options?: RequestOptions,
      ) => Promise<TaskRelation>,
      delete: relations.delete,
    },
    apiKeys: {
      list: apiKeys.list<ApiKey>,
      get: apiKeys.get<ApiKey>,
      /** The answer has the secret, which is shown this once. */
      create: apiKeys.create<NewApiKey> as (input: ApiKeyInput, options?: RequestOptions) => Promise<NewApiKey>,
      /** Revokes the key; it stops working at once. */
      delete: apiKeys.delete,
    },
    rules: resource<Rule, RuleCreateInput, RuleUpdateInput>(send, '/v1/rules'),
    playbooks: {
      list: playbooks.list<Playbook>,
      get: playbooks.get<Playbook>,
      /** Switches a playbook on or off; runs under way go on. */
      update: playbooks.update<Playbook> as (
        id: string,
        changes: { readonly enabled: boolean },
        options?: RequestOptions,
      ) => Promise<Playbook>,
      delete: playbooks.delete,
    },
    webhooks: { list: webhooks.list<Webhook>, get: webhooks.get<Webhook> },
    runs: {
      list: runs.list<Run> as (filter?: RunFilter, options?: EntityOptions) => Paged<Run>,
      /** A run with its steps. */
      get: runs.get<RunWithSteps>,
      cancel: (id: string, options?: RequestOptions) => runs.verb<Run>(id, 'cancel', options),
    },
  }
}

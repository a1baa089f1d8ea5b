import type {
  CommentCreateInput,
  CommentUpdateInput,
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
import type { Json } from '../json.ts'
import type { Page, PageOptions } from '../run/resources.ts'
import type {
  ApiKeyFilter,
  CommentFilter,
  CustomFieldFilter,
  MemberFilter,
  PlaybookFilter,
  ProjectFilter,
  RuleFilter,
  RunFilter,
  StateFilter,
  TagFilter,
  TaskFilter,
  TaskRelationFilter,
} from './filters.ts'
import { type Paged, paged } from './paged.ts'
import type { RequestOptions, Send } from './request.ts'
import type { ApiKeyInput, NewApiKey, RequestedRun, Run, RunDetail, WebhookSecret } from './types.ts'

type Changes<T> = Omit<T, 'id'>
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
      ...resource<Task, TaskCreateInput, TaskUpdateInput, TaskFilter>(send, '/v1/tasks'),
      ...archivable<Task>(send, '/v1/tasks'),
    },
    projects: {
      ...resource<Project, ProjectCreateInput, ProjectUpdateInput, ProjectFilter>(send, '/v1/projects'),
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
    comments: resource<Comment, CommentCreateInput, CommentUpdateInput, CommentFilter>(send, '/v1/comments'),
    members: resource<Member, MemberAddInput, MemberUpdateInput, MemberFilter>(send, '/v1/members'),
    tags: resource<Tag, TagCreateInput, TagUpdateInput, TagFilter>(send, '/v1/tags'),
    states: resource<State, StateCreateInput, StateUpdateInput, StateFilter>(send, '/v1/states'),
    customFields: resource<CustomField, CustomFieldCreateInput, CustomFieldUpdateInput, CustomFieldFilter>(
      send,
      '/v1/custom-fields',
    ),
    taskRelations: {
      list: (filter: TaskRelationFilter = {}, options?: EntityOptions) => relations.list<TaskRelation>(filter, options),
      get: relations.get<TaskRelation>,
      create: (input: TaskRelationCreateInput, options?: RequestOptions) =>
        relations.create<TaskRelation>(input, options),
      delete: relations.delete,
    },
    apiKeys: {
      list: (filter: ApiKeyFilter = {}, options?: EntityOptions) => apiKeys.list<ApiKey>(filter, options),
      get: apiKeys.get<ApiKey>,
      /** The answer has the secret, which is shown this once; a repeat with the same idempotency key is refused. */
      create: (input: ApiKeyInput, options?: RequestOptions) => apiKeys.create<NewApiKey>(input, options),
      /** Revokes the key; it stops working at once. */
      delete: apiKeys.delete,
    },
    rules: resource<Rule, RuleCreateInput, RuleUpdateInput, RuleFilter>(send, '/v1/rules'),
    /** Playbooks go by their name: the `id` in their file. */
    playbooks: {
      list: (filter: PlaybookFilter = {}, options?: EntityOptions) => playbooks.list<Playbook>(filter, options),
      get: playbooks.get<Playbook>,
      /** Switches a playbook on or off; runs under way go on. */
      update: (name: string, changes: { readonly enabled: boolean }, options?: RequestOptions) =>
        playbooks.update<Playbook>(name, changes, options),
      delete: playbooks.delete,
      /** Starts a playbook that has a manual trigger. The run is there a moment later. */
      run: (name: string, input: Json = null, options?: RequestOptions) =>
        playbooks.verb<RequestedRun>(name, 'runs', options, { input }),
    },
    /** Webhooks go by their path. */
    webhooks: {
      list: (page: PageOptions = {}, options?: EntityOptions) => webhooks.list<Webhook>(page, options),
      /** The secret with which deliveries are signed; the first call makes it. */
      secret: (path: string, options: EntityOptions = {}) =>
        send<WebhookSecret>({ method: 'GET', path: at('/v1/webhooks', path, 'secret'), ...options }),
      /** Makes a new secret; the old one stops working at once. */
      rotateSecret: (path: string, options?: RequestOptions) =>
        webhooks.verb<WebhookSecret>(path, 'rotate-secret', options),
    },
    runs: {
      list: (filter: RunFilter = {}, options?: EntityOptions) => runs.list<Run>(filter, options),
      /** A run with the event that started it, its steps, and what each step changed. */
      get: runs.get<RunDetail>,
      /** Asks a run to end, which it does shortly after. */
      cancel: (id: string, options?: RequestOptions) => runs.verb<Run>(id, 'cancel', options),
    },
  }
}

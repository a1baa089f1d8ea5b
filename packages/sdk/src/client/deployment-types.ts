import type { Timestamp } from '../json.ts'
import type { RequestOptions } from './request.ts'

/** What was deployed, and when. */
export interface Deployment {
  readonly id: string
  /** Of its event `deployment.completed`. */
  readonly seq: number
  /** `folder`: the server's own. */
  readonly source: string
  readonly bundleHash: string
  /** Those that the bundle has. */
  readonly playbooks: readonly string[]
  /** Those that went with it. */
  readonly removed: readonly string[]
  /** As whom its playbooks act. */
  readonly memberId: string
  /** Whose processes run its code: the platform’s, or the team’s own. */
  readonly servedBy: 'platform' | 'worker'
  readonly at: Timestamp
}

/** What a deployment does to one playbook. */
export interface PlannedChange {
  readonly playbook: string
  /** `taken`: another source has deployed it, so the deployment is refused. */
  readonly change: 'new' | 'changed' | 'removed' | 'unchanged' | 'taken'
  readonly triggers: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** null: they stay as they are. */
  readonly scopes: { readonly before: readonly string[] | null; readonly after: readonly string[] | null } | null
}

export interface DeploymentInput {
  /** Whose deployment it is, e.g. the name of a repository. It replaces and removes its own alone. */
  readonly source: string
  readonly bundleHash: string
  readonly bundle?: { readonly manifest: string; readonly isolate: string; readonly steps: string | null }
}

export interface NewDeployment {
  readonly id: string
  readonly source: string
  readonly bundleHash: string
  readonly changes: readonly PlannedChange[]
}

/** Playbooks that are put in force over the API. */
export interface Deployments {
  /** The newest first. */
  list(
    filter?: { readonly source?: string; readonly limit?: number },
    options?: Pick<RequestOptions, 'signal'>,
  ): Promise<{ readonly items: readonly Deployment[] }>
  /** What a deployment would change; changes nothing. */
  plan(
    input: { readonly source: string; readonly manifest: unknown },
    options?: Pick<RequestOptions, 'signal'>,
  ): Promise<{ readonly changes: readonly PlannedChange[] }>
  /** Puts a bundle in force; without `bundle` one that was deployed before. */
  create(input: DeploymentInput, options?: RequestOptions): Promise<NewDeployment>
}

/** A bundle that a team's own processes have to serve. */
export interface WorkerBundle {
  readonly hash: string
  /** In force. */
  readonly current: boolean
  /** With runs that have not ended. */
  readonly open: boolean
}

/** What `orchestrator playbook worker` asks and says; other programs have no use for it. */
export interface Workers {
  /** Those of a source that the caller's own processes have to serve. */
  bundles(
    source: string,
    options?: Pick<RequestOptions, 'signal'>,
  ): Promise<{ readonly items: readonly WorkerBundle[] }>
  /** Its code. */
  bundle(
    hash: string,
    options?: Pick<RequestOptions, 'signal'>,
  ): Promise<{ readonly hash: string; readonly isolate: string; readonly steps: string | null }>
  /** Does for a run what its code asks for. */
  call(input: object, options?: Pick<RequestOptions, 'signal'>): Promise<unknown>
}

import type { WorkerConfig } from '../../config.ts'
import type { TemporalOptions } from '../../temporal/connection.ts'

/** By what runs reach the platform: as the role of the app, which owns nothing; or over HTTP, where the team's own process serves them. */
export type PlatformAccess =
  | { readonly kind: 'database'; readonly url: string }
  | { readonly kind: 'api'; readonly url: string; readonly apiKey: string }

/** All that the process of a bundle knows of the platform: no owner's address of the database, no master key. */
export interface ServeConfig
  extends Pick<
    WorkerConfig,
    'allowPrivateHosts' | 'stepsEnvironment' | 'stepsFolders' | 'playbookMemoryMb' | 'otlpEndpoint' | 'logLevel'
  > {
  readonly temporal: TemporalOptions
  readonly platform: PlatformAccess
}

/** The variable in which it gets this, as JSON. */
export const serveVariable = 'ORCHESTRATOR_SERVE'

/** What the host says to the process that serves one bundle, and hears from it. */
export interface ServeOptions {
  readonly workspaceId: string
  readonly hash: string
  readonly workflowFile: string
  readonly stepsFile: string | null
  /** One workflow task at a time and nothing eager: to find the run that breaks the process. */
  readonly careful: boolean
}

export type ToBundle =
  | { readonly kind: 'serve'; readonly options: ServeOptions }
  | { readonly kind: 'start'; readonly runId: string }
  | { readonly kind: 'drain' }

export type FromBundle =
  | { readonly kind: 'ready' }
  /** The run was started, was started before, or does not want to be started. */
  | { readonly kind: 'settled'; readonly runId: string; readonly error: string | null }
  /** A workflow task failed: the run may be stuck. */
  | { readonly kind: 'trouble'; readonly workflowId: string }
  /** Tasks were under way since it was said last. `calls`: steps and requests that are now; ending the process would cut them off. */
  | { readonly kind: 'used'; readonly calls: number }
  /** Of a careful one: the workflow whose task begins now. */
  | { readonly kind: 'computing'; readonly workflowId: string }

/** How the process ends when an isolate has no heap left, unless V8 aborts it. */
export const heapExitCode = 70
/** How it ends when it takes too much memory besides the heap. */
export const memoryExitCode = 71

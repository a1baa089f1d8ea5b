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

/** How the process ends when an isolate has no heap left, unless V8 aborts it. */
export const heapExitCode = 70
/** How it ends when it takes too much memory besides the heap. */
export const memoryExitCode = 71

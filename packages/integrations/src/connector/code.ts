import type { ChecksState, PullRequestState, ReviewState } from '@orchestrator/domain'

/** A pull request as the service has it now. */
export interface PullRequest {
  readonly repositoryId: string
  /** As people name it, e.g. `acme/shop`. */
  readonly repository: string
  readonly number: number
  /** Given to nothing else, ever. */
  readonly externalId: string
  readonly url: string
  readonly title: string
  readonly body: string
  readonly branch: string
  readonly base: string
  readonly sha: string
  readonly state: Exclude<PullRequestState, 'making'>
  /** undefined: not asked, e.g. for it is no longer open. */
  readonly review: ReviewState | null | undefined
  readonly checks: ChecksState | null | undefined
  /** Its branch is in another repository: anybody may have made it. */
  readonly isForeign: boolean
  /** Ids of the items that its words close. */
  readonly closes: readonly string[]
  /** Ours, found in what we made there. */
  readonly marker: string | null
  readonly updatedAt: string
  /** null: it is open. */
  readonly closedAt: string | null
}

/** Some of all that a repository has. */
export interface PullRequestPage {
  /** What only a look at one of them tells is undefined. */
  readonly pulls: readonly PullRequest[]
  /** null: this was the last. */
  readonly cursor: unknown
}

/** What a pull request that is made from a task is to be. */
export interface PullRequestDraft {
  /** Its id, or as people name it. */
  readonly repository: string
  /** null: it is not there yet, or the answer to its making was lost. */
  readonly number: number | null
  readonly branch: string
  /** Other open pull requests of the task: files may go to their branches, though others have made them. */
  readonly ofTask: readonly number[]
  readonly base: string | null
  /** null: as it is there. */
  readonly title: string | null
  /** Our part of its text, between lines that we find again; what people write around it stays. */
  readonly part: { readonly begin: string; readonly text: string; readonly end: string }
  readonly message: string
  readonly draft: boolean
  /** null: as there. */
  readonly files:
    | readonly {
        readonly path: string
        readonly content: string | null
        readonly encoding: 'utf-8' | 'base64'
        readonly executable: boolean
      }[]
    | null
  /** Hidden in it, so that it is found again after an answer that was lost. */
  readonly marker: string
}

/** What a delivery tells of code. A pull request is looked up; a branch and a commit are whole. */
export type CodeHint =
  | {
      readonly kind: 'pull_request'
      readonly repositoryId: string
      readonly number: number
      /** More of the same is about to come: it can wait. */
      readonly afterMs: number
    }
  | {
      /** Of a commit something was said, and the service does not tell whose pull request it is. */
      readonly kind: 'checks'
      readonly repositoryId: string
      readonly sha: string
      readonly afterMs: number
    }
  | {
      readonly kind: 'branch' | 'commit'
      readonly repositoryId: string
      readonly repository: string
      readonly externalId: string
      readonly url: string
      /** Of a commit its message, of a branch its name. */
      readonly text: string
      readonly branch: string | null
      readonly sha: string | null
      readonly at: string
    }

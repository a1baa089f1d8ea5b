import type { PreferenceCreateInput, PreferenceShareInput, PreferenceUpdateInput } from '../generated/commands.ts'
import type {
  AcceptanceSummary,
  ExpectedOperation,
  LearningEvaluation,
  LearningExample,
  Preference,
  PreferenceScope,
} from '../generated/entities.ts'
import type { Json } from '../json.ts'
import type { PageOptions } from '../run/resources.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Resource } from './resource-types.ts'

export interface PreferenceFilter extends PageOptions {
  readonly scope?: PreferenceScope
  /** Whose they are. */
  readonly memberId?: string
  readonly projectId?: string
  readonly enabled?: boolean
  readonly sort?: 'createdAt' | '-createdAt'
}

/** How people want proposals to be. */
export interface Preferences
  extends Resource<Preference, PreferenceCreateInput, PreferenceUpdateInput, PreferenceFilter> {
  /** Lets it count for a project or the workspace, or again for its owner alone. */
  share(id: string, input: Omit<PreferenceShareInput, 'id'>, options?: RequestOptions): Promise<Preference>
}

/** Operations that somebody thinks of proposing. */
export interface RankInput {
  readonly projectId?: string | null
  /** Who will propose. */
  readonly agent?: string | null
  /** Who will decide; null or left out: nobody knows. */
  readonly memberId?: string | null
  readonly operations: readonly {
    readonly key: string
    readonly command: string
    readonly data: Readonly<Record<string, Json>>
    /** 0 to 1. */
    readonly confidence?: number | null
  }[]
}

export interface ExpectedOperations {
  /** The most likely to be accepted first, what is better left out last. */
  readonly items: readonly ExpectedOperation[]
  /** Those that count for one of them. */
  readonly preferences: readonly Preference[]
}

/** What is learnt from decisions on patches. */
export interface Learning {
  /** What people accept of what is proposed to them. */
  acceptance(filter?: { readonly projectId?: string }, options?: EntityOptions): Promise<AcceptanceSummary>
  /** Whether what is learnt of the workspace’s decisions forecasts later ones. */
  evaluation(options?: EntityOptions): Promise<LearningEvaluation>
  /** What is likely to be accepted, before it is proposed. */
  rank(input: RankInput, options?: EntityOptions): Promise<ExpectedOperations>
  /** What of a patch is likely to be accepted by a member. @param reviewer default: the key's own */
  expected(patchId: string, reviewer?: string, options?: EntityOptions): Promise<ExpectedOperations>
  /** Decisions as examples to train a model of one’s own with, redacted; the audit log tells of it. Needs `workspace.edit`. */
  export(
    input: { readonly consent: true; readonly projectId?: string | null },
    options?: RequestOptions,
  ): Promise<{ readonly items: readonly LearningExample[] }>
}

import type {
  AcceptedSuggestion,
  AutomationSuggestion,
  AutomationSuggestions,
  Patch,
  SuggestionDismissal,
  SuggestionKind,
} from '../generated/entities.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions } from './resource-types.ts'

export type { AcceptedSuggestion, AutomationSuggestion, AutomationSuggestions } from '../generated/entities.ts'

/** Where to look, and for what. */
export interface SuggestionFilter {
  /** Only what is done in this project. */
  readonly projectId?: string
  /** How many of the last days are looked at: 1 to 730, default 90. */
  readonly days?: number
  /** Default: all. */
  readonly kinds?: readonly SuggestionKind[]
  /** With those that were dismissed; default false. */
  readonly dismissed?: boolean
}

/** Automations for what people do by hand again and again. */
export interface Suggestions {
  /** Looks through the log, which may take some seconds, and tries each suggestion on it. Nothing is made. */
  find(filter?: SuggestionFilter, options?: EntityOptions): Promise<AutomationSuggestions>
  /** One as it was found last. */
  get(id: string, options?: EntityOptions): Promise<AutomationSuggestion>
  /** Installs it with your rights. To undo that, delete what was made (a series is ended). */
  accept(id: string, input?: { readonly name?: string }, options?: RequestOptions): Promise<AcceptedSuggestion>
  /** Proposes it as a patch, for whoever may install it to accept. */
  propose(id: string, input?: { readonly name?: string }, options?: RequestOptions): Promise<Patch>
  /** It does not come again … */
  dismiss(id: string, options?: RequestOptions): Promise<SuggestionDismissal>
  /** … until this. */
  restore(id: string, options?: RequestOptions): Promise<SuggestionDismissal>
}

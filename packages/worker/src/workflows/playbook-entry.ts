import { manifestOf, type PlaybookManifest } from '@orchestrator/sdk/runtime'
import type { PlaybookRunInput } from '../activities/playbook-contract.ts'
import { executePlaybook } from './playbook-run.ts'

/** A playbook's file as the bundle's entry imports it. */
export interface LoadedPlaybook {
  readonly folder: string
  readonly module: { readonly default?: unknown }
}

/** One playbook as the bundle describes it; `manifest` is missing when the file defines none. */
export interface DescribedPlaybook {
  readonly folder: string
  readonly manifest?: PlaybookManifest
  readonly error?: { readonly rule: 'no-playbook' | 'definition'; readonly message: string }
}

type Definition = Parameters<typeof manifestOf>[0]

/** All that anybody needs to know of a bundle without running it, as JSON text. */
export function describePlaybooks(playbooks: readonly LoadedPlaybook[]): string {
  const described = playbooks.map(({ folder, module }): DescribedPlaybook => {
    if (module.default === undefined)
      return { folder, error: { rule: 'no-playbook', message: 'the file has no default export' } }
    try {
      return { folder, manifest: manifestOf(module.default as Definition) }
    } catch (error) {
      return { folder, error: { rule: 'definition', message: error instanceof Error ? error.message : String(error) } }
    }
  })
  return JSON.stringify(described)
}

/**
 * The bundle's default export. Temporal takes it for every Workflow Type it does not find by name, so the type that people see in its UI is
 * the playbook's id, and no user's function name becomes part of a history.
 */
export function workflowOf(playbooks: readonly LoadedPlaybook[]) {
  return async function runPlaybookWorkflow(input: PlaybookRunInput): Promise<unknown> {
    const definitions = playbooks.map(({ module }) => module.default as Definition)
    return executePlaybook(
      definitions.find((definition) => manifestOf(definition).id === input.playbook),
      input,
    )
  }
}

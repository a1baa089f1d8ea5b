import type { PatchCommand, Permission } from '@orchestrator/domain'
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts'
import { readTools } from './tools/catalogue.ts'
import { planProjectInput, planProjectTool } from './tools/plan-project.ts'
import { proposalInput, proposePatchTool } from './tools/propose-patch.ts'

/** A tool as models are told of it. */
export interface ToolSpec {
  readonly name: string
  /** For people, in a few words. */
  readonly title: string
  readonly description: string
  readonly kind: 'read' | 'propose'
  /** What its caller has to be allowed. */
  readonly permission: Permission
  /** JSON Schema (draft 2020-12) of an object. */
  readonly parameters: JsonSchema
}

/** The names of all tools but `propose_patch`, which comes with what may be proposed. */
export const toolNames: readonly string[] = [...readTools.keys(), planProjectTool.name]

/**
 * The tools of these names, and `propose_patch` when it could propose anything. Names that are no tool of the platform, such as
 * `github.createIssue`, are passed over.
 * @param proposes commands that may be proposed
 */
export function toolSpecs(names: readonly string[], proposes: readonly PatchCommand[]): ToolSpec[] {
  const named = [...new Set(names)].flatMap((name) => namedSpec(name) ?? [])
  const proposal = proposeSpec(proposes)
  return proposal ? [...named, proposal] : named
}

function namedSpec(name: string): ToolSpec | undefined {
  if (name === planProjectTool.name)
    return { ...planProjectTool, kind: 'propose', parameters: jsonSchemaOf(planProjectInput) }
  const tool = readTools.get(name)
  if (!tool) return undefined
  const { title, description, permission, input } = tool
  return { name, title, description, kind: 'read', permission, parameters: jsonSchemaOf(input) }
}

function proposeSpec(proposes: readonly PatchCommand[]): ToolSpec | undefined {
  const input = proposalInput(proposes)
  return input ? { ...proposePatchTool, kind: 'propose', parameters: jsonSchemaOf(input) } : undefined
}

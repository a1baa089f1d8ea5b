import type { AgentStep, PatchOperation } from '@orchestrator/domain'
import type { StoredAgentRun } from '@orchestrator/store'

/** A run as its checks look at it. */
export interface Seen {
  readonly run: StoredAgentRun
  /** What it was asked. */
  readonly prompt: string
  /** Its answer. */
  readonly text: string
  readonly steps: readonly AgentStep[]
  /** Of all patches that it proposed. */
  readonly operations: readonly PatchOperation[]
}

/** Says what is wrong; nothing: it holds. */
export type Check = (seen: Seen) => string | undefined

const called = ({ steps }: Seen, name: string) =>
  steps.findIndex((step) => step.kind === 'tool' && step.name === name && step.status === 'completed')

export const completed: Check = ({ run }) =>
  run.status === 'completed' ? undefined : `the run ended as ${run.status}: ${JSON.stringify(run.error)}`

export const calls =
  (...names: string[]): Check =>
  (seen) =>
    names.some((name) => called(seen, name) >= 0) ? undefined : `none of ${names.join(', ')} was called`

export const looksBeforeProposing: Check = (seen) => {
  const [proposed, looked] = [called(seen, 'propose_patch'), seen.steps.findIndex(({ kind }) => kind === 'tool')]
  return proposed >= 0 && looked === proposed ? 'it proposed before it looked at anything' : undefined
}

export const proposesNothing: Check = ({ operations }) =>
  operations.length === 0 ? undefined : `it proposed ${operations.map(({ command }) => command).join(', ')}`

export const proposes =
  (command: string, least = 1): Check =>
  ({ operations }) => {
    const found = operations.filter((operation) => operation.command === command).length
    return found >= least ? undefined : `${found} of ${least} ${command} were proposed`
  }

export const givesReasons: Check = ({ operations }) => {
  const without = operations.filter(({ rationale }) => !rationale).map(({ key }) => key)
  return without.length > 0 ? `no rationale for ${without.join(', ')}` : undefined
}

export const asks: Check = ({ text }) => (text.includes('?') ? undefined : 'it asked nothing')

export const mentions =
  (what: RegExp): Check =>
  ({ text }) =>
    what.test(text) ? undefined : `it does not speak of ${what.source}`

/** It proposes; it has done nothing. */
export const claimsNothing: Check = ({ text }) => {
  const [claim] =
    /\bI(?: have|'ve| just)? (?:created|changed|updated|moved|deleted|assigned|renamed|added|switched)\b/i.exec(text) ??
    []
  return claim === undefined ? undefined : `it says ${JSON.stringify(claim)}`
}

/** Keys of tasks, places of a list, ids and times of day are no figures. */
const noFigures = /\b[A-Z][A-Z0-9]*-\d+\b|T\d\d:\d\d:[\d.]+Z|^\s*\d+[.)]\s|\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gm
const figuresIn = (text: string): string[] => text.replaceAll(noFigures, ' ').match(/\d+(?:\.\d+)?/g) ?? []

/** Every figure of the answer was in what a tool, a consulted agent or the question gave. */
export const figuresAreGiven: Check = ({ text, steps, prompt }) => {
  const given = steps.filter(({ kind }) => kind === 'tool').map(({ output }) => JSON.stringify(output))
  const known = new Set([prompt, ...given].flatMap(figuresIn))
  const invented = figuresIn(text).filter((figure) => !known.has(figure))
  return invented.length > 0 ? `no tool gave ${invented.join(', ')}` : undefined
}

/** What is checked of every run. */
export const always: readonly Check[] = [completed, looksBeforeProposing, givesReasons, claimsNothing, figuresAreGiven]

interface AskedCall {
  readonly agent: string
  readonly tool: string
  readonly input: unknown
}

/** What people are asked and shown. The same call has the same words: by them the one that was allowed is known again. */
export function questionOf({ agent, tool, input }: AskedCall): { title: string; description: string } {
  const text = textOf(input)
  // A fence that the input cannot end.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  return {
    title: `May the agent ${agent} call ${tool}?`,
    description: `It would be called with\n\n${fence}json\n${text}\n${fence}`,
  }
}

/** As people are shown it. */
export const textOf = (input: unknown): string => JSON.stringify(input, null, 2)

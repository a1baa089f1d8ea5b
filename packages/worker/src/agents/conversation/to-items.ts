import type { Said } from '@orchestrator/models'
import type { Json } from '@orchestrator/sdk/runtime'

/** What a model said, as items of the agents' protocol. What it wants to see again goes with the first. */
export function toItems({ text, toolCalls, providerData }: Pick<Said, 'text' | 'toolCalls' | 'providerData'>): Json[] {
  const items = [
    ...(text === '' && toolCalls.length > 0
      ? []
      : [
          {
            ...{ type: 'message', role: 'assistant', status: 'completed' },
            content: [{ type: 'output_text', text }],
          },
        ]),
    ...toolCalls.map(({ id, name, arguments: input }) => ({
      ...{ type: 'function_call', callId: id, name, status: 'completed', arguments: input },
    })),
  ]
  const [first, ...others] = items
  if (!first || providerData === null) return items
  return [{ ...first, providerData: { answer: providerData } }, ...others] as unknown as Json[]
}

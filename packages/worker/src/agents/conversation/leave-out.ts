import type { Message } from '@orchestrator/models'

/** In characters: some 60,000 tokens of English, about half of what the smaller windows have. */
const standardRoom = 240_000
/** The last ones are what the model is working on. */
const keptResults = 4

/**
 * Leaves results of tools out of a conversation that has grown too long, the oldest first, and says so in their place: the model may call
 * the tool again. What people and models said stays whole.
 */
export function leaveOut(messages: readonly Message[], room: number = standardRoom): Message[] {
  const results = messages.flatMap((message, place) => (message.role === 'tool' ? [{ message, place }] : []))
  let length = messages.reduce((sum, { content }) => sum + content.length, 0)
  const shortened = new Map<number, Message>()
  for (const { message, place } of results.slice(0, -keptResults)) {
    if (length <= room) break
    const content = `(This result of ${message.name}, ${message.content.length} characters, is left out to save room. Call the tool again if you need it.)`
    if (content.length >= message.content.length) continue
    length -= message.content.length - content.length
    shortened.set(place, { ...message, content })
  }
  return messages.map((message, place) => shortened.get(place) ?? message)
}

import { ProviderError, type SlackInteraction } from '@orchestrator/integrations'
import type * as z from 'zod'

/** What we gave a modal along. @throws ProviderError `malformed` */
export function readMetadata<T>(schema: z.ZodType<T>, view: NonNullable<SlackInteraction['view']>): T {
  try {
    return schema.parse(JSON.parse(view.private_metadata ?? ''))
  } catch (cause) {
    throw new ProviderError('slack', 'malformed', 'a modal that is not ours', { cause })
  }
}

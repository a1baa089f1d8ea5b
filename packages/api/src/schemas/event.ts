import { CustomEvent, eventCatalogue } from '@orchestrator/domain'
import * as z from 'zod'

/** Any event. What it carries beside its envelope depends on its type; the TypeScript SDK has each as a type. */
export const Event = z.looseObject(CustomEvent.omit({ payload: true }).shape).meta({
  id: 'Event',
  description: `One change. Beside these fields an event carries data by its type: the entity after the change under its name (\`task\`, \`project\`, …), \`changes\` with each changed field before and after, and for a custom event its \`payload\`. Types: ${Object.keys(eventCatalogue).join(', ')}, and your own.`,
})

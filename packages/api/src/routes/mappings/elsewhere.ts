import * as z from 'zod'

/** Other projects with whose tasks a mapping's items were, or are, linked. */
export const Elsewhere = z
  .array(
    z
      .object({
        projectId: z.uuid(),
        projectKey: z.string(),
        items: z.int(),
        mapped: z.boolean().meta({ description: 'another mapping keeps them in step; else one did that has ended' }),
      })
      .meta({ id: 'LinkedElsewhere' }),
  )
  .meta({
    description:
      'items of the place that are linked to tasks of other projects already: those tasks stay as they are, and here each item becomes one of its own',
  })

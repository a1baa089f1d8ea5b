import type { ActionMember } from './facts.ts'

/** As editors write it. A bracket or line break in a name would end it. */
export const mention = ({ id, name }: ActionMember): string => `@[${name.replaceAll(/[[\]\s]+/g, ' ')}](member:${id})`

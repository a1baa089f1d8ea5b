import type { Values } from '../patches/values.ts'

const beside = new Set(['id', 'baseVersion'])

/** The fields that an operation changes, sorted; none of what one makes or removes: that is one thing, whatever it says. */
export const changedFieldsOf = (command: string, data: Values): string[] =>
  command.endsWith('.update')
    ? Object.keys(data)
        .filter((field) => !beside.has(field))
        .sort()
    : []

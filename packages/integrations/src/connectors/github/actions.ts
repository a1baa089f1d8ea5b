import type { Action } from '../../connector/connector.ts'

export const actions: Readonly<Record<string, Action>> = {}

export function checkCondition(_cel: string, _eventTypes: readonly string[], _path: string): void {}

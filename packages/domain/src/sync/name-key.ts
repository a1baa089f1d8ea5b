/** By which things of both sides are the same if only their names say so: milestones, cycles, fields, options. */
export const nameKey = (name: string): string => name.trim().toLowerCase()

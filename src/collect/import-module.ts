/**
 * Loads a module of somebody else's by its URL. On its own, and built into a file of its own: what V8 compiled beforehand
 * (see `start.ts`) cannot load modules by itself.
 */
export const importModule = (url: string): Promise<unknown> => import(url)

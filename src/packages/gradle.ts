import { visible } from '../visible.ts'
import { linesOf } from './lines.ts'
import type { LockedPackage } from './locked-package.ts'
import { fail } from './unreadable.ts'

/**
 * `gradle.lockfile` and those of `buildscript` and `settings`: versions alone, hashes stand in
 * gradle/verification-metadata.xml.
 *
 *     com.google.guava:guava:33.0.0-jre=compileClasspath,runtimeClasspath
 *     empty=annotationProcessor
 */
export function readGradle(text: string): readonly LockedPackage[] {
  const found: LockedPackage[] = []
  for (const { text: line, number } of linesOf(text)) {
    if (line === '' || line.startsWith('#') || line.startsWith('empty=')) continue
    const equals = line.indexOf('=')
    const [group, artifact, version, more] = line.slice(0, Math.max(equals, 0)).split(':', 4)
    if (!group || !artifact || !version || more !== undefined)
      fail(`line ${number} is not as Gradle writes it: "${visible(line, 60)}"`)
    else found.push({ name: `${group}:${artifact}`, version, source: null, integrity: null })
  }
  return found
}

/**
 * Fuzzing of everything that reads what people send. A {@link io.sluice.registry.fuzz.FuzzTarget}
 * takes bytes and checks what must hold for all of them; the default suite runs every target on its
 * seeds, on its findings of the past and on seeded mutations of both; Jazzer runs them for as long
 * as one likes (CONTRIBUTING.md).
 */
package io.sluice.registry.fuzz;

/**
 * Prompts of other tools, read: files in, drafts of registry entries out, with a line for
 * everything that cannot be carried over. Pure: no Git, no database, no HTTP. What an importer does
 * not understand is an {@link io.sluice.registry.imports.ImportFailure} or a note, never silence.
 */
@NullMarked
package io.sluice.registry.imports;

import org.jspecify.annotations.NullMarked;

/**
 * What the registry says about branches and main, and what it is asked to do. Everything else here
 * sees {@link io.sluice.review.registry.RegistryClient} and these records, never HTTP.
 */
@NullMarked
package io.sluice.review.registry;

import org.jspecify.annotations.NullMarked;

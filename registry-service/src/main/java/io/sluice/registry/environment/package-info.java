/** Desired state: which version each environment runs, with content, plan and attestation. */
@NullMarked
package io.sluice.registry.environment;

import org.jspecify.annotations.NullMarked;

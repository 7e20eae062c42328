/** The registry-service as this service sees it: desired state in, rollbacks out. */
@NullMarked
package io.sluice.rollout.registry;

import org.jspecify.annotations.NullMarked;

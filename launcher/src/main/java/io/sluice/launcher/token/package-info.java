/**
 * Bearer tokens for people, apps and services of a local platform, as an identity provider would
 * issue them in production.
 */
@NullMarked
package io.sluice.launcher.token;

import org.jspecify.annotations.NullMarked;

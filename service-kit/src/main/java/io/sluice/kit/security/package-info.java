/** Who is calling: roles, token lifetime, and the caller's name as the token states it. */
@NullMarked
package io.sluice.kit.security;

import org.jspecify.annotations.NullMarked;

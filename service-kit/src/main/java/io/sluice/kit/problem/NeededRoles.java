package io.sluice.kit.problem;

import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.Method;
import java.util.List;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/** Which roles an endpoint asks for, to tell whoever has none of them. */
final class NeededRoles {
  private NeededRoles() {}

  /** Its roles in the order of the annotation; empty when it has none. */
  static List<String> of(@Nullable SimpleResourceInfo endpoint) {
    if (endpoint == null || endpoint.getResourceClass() == null) {
      return List.of();
    }
    for (Method method : endpoint.getResourceClass().getMethods()) {
      RolesAllowed roles = method.getAnnotation(RolesAllowed.class);
      if (roles != null && method.getName().equals(endpoint.getMethodName())) {
        return List.of(roles.value());
      }
    }
    RolesAllowed roles = endpoint.getResourceClass().getAnnotation(RolesAllowed.class);
    return roles == null ? List.of() : List.of(roles.value());
  }
}

package io.sluice.rollout.ofrep;

import java.util.List;
import java.util.Map;

/** Every flag of an environment for one subject. */
public record FlagsView(List<FlagView> flags, Map<String, Object> metadata) {}

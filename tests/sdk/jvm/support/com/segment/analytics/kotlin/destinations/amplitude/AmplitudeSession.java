package com.segment.analytics.kotlin.destinations.amplitude;

import com.segment.analytics.kotlin.core.platform.DestinationPlugin;

public class AmplitudeSession extends DestinationPlugin {
    @Override
    public String getKey() {
        return "Actions Amplitude";
    }
}

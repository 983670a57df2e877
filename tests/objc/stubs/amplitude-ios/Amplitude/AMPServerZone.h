#pragma once

#import <Foundation/Foundation.h>

typedef NS_ENUM(NSInteger, AMPServerZone) {
    AMPServerZoneUS = 0,
    AMPServerZoneEU = 1,
};
static const AMPServerZone US = AMPServerZoneUS;
static const AMPServerZone EU = AMPServerZoneEU;

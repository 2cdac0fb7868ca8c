internal import Files
internal import GDAL
internal import Raster

extension Dataset {
    /// Says in each band's metadata what its statistics are, under the names that GDAL reads.
    ///
    /// See: [GDALRasterBand::SetStatistics](https://github.com/OSGeo/gdal/blob/release/3.6/gcore/gdalrasterband.cpp).
    borrowing func describe(_ statistics: [Statistics]) throws(GDALError) {
        for (band, figures) in statistics.enumerated() {
            var items = ["STATISTICS_VALID_PERCENT": figures.validPercent]
            if figures.count > 0 {
                items["STATISTICS_MINIMUM"] = figures.minimum
                items["STATISTICS_MAXIMUM"] = figures.maximum
                items["STATISTICS_MEAN"] = figures.mean
                items["STATISTICS_STDDEV"] = figures.deviation
            }
            for (key, value) in items.inOrder(of: \.key) where value.isFinite {
                try setMetadataItem(key, NoData.real(value).description, ofBand: band)
            }
        }
    }
}

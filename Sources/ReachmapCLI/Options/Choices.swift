public import ArgumentParser
public import Reachmap

// The library's words, as the command line takes them.
extension PictureRequest.Theme: ExpressibleByArgument {}
extension PictureRequest.Detail: ExpressibleByArgument {}
extension PictureRequest.Direction: ExpressibleByArgument {}
extension ReachmapSchema: ExpressibleByArgument {}

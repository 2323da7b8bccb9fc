echo b > 'open[close'
echo n > 'openclose'
echo s > 'lit*eral'
echo n > literal
